package dev.baksh.script.report;

import dev.baksh.client.journal.RunHistory;

/** The evidence of a run, made from its journal alone: as Markdown, and as one page of HTML that fetches nothing. */
public final class RunReport {
    static final String[] STEPS = {"Step", "State", "Began (UTC)", "Took", "Reads", "Writes"};
    static final String[] READS = {"Step", "Server", "Read", "Requests"};
    static final String[] WRITES = {"Time (UTC)", "Step", "Server", "Write", "Effect", "Outcome"};
    static final String[] PROCESSES = {"Began (UTC)", "By", "With", "Ended (UTC)", "Exit code"};
    static final String[] SAID = {"Time (UTC)", "Kind", "Text", "Answer"};

    private final ReportModel evidence;

    public RunReport(RunHistory run) {
        this.evidence = new ReportModel(run);
    }

    public String markdown() {
        return new MarkdownReportWriter(evidence).text();
    }

    /** One page without scripts, fonts or pictures from elsewhere. */
    public String html() {
        return new HtmlReportWriter(evidence).text();
    }
}
