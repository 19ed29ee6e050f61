"""The province's package (汇总材料) in the Desk: built in the background, kept, handed out."""
