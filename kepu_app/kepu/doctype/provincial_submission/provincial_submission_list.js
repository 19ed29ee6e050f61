kepu.list.setup("Provincial Submission");
