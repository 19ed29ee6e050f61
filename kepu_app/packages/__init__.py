"""The province's package (汇总材料) in the Desk: built in the background, stored, served."""
