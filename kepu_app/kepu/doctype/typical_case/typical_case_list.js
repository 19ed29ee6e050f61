kepu.list.setup("Typical Case");
