"""One module per thing: each asks the reads, or calls one write, and fills a template. No select lives here."""
