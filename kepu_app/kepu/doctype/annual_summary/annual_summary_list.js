kepu.list.setup("Annual Summary");
