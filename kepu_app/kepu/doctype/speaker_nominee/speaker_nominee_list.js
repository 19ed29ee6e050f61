kepu.list.setup("Speaker Nominee");
