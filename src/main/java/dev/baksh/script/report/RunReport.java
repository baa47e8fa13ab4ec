package dev.baksh.script.report;

import dev.baksh.client.journal.RunHistory;

/** Report of a run from its journal, as Markdown or as one HTML page without external resources. */
public final class RunReport {
    static final String[] STEP_COLUMNS = {"Step", "State", "Began (UTC)", "Took", "Reads", "Writes"};
    static final String[] READ_COLUMNS = {"Step", "Server", "Read", "Requests"};
    static final String[] WRITE_COLUMNS = {"Time (UTC)", "Step", "Server", "Write", "Effect", "Outcome"};
    static final String[] PROCESS_COLUMNS = {"Began (UTC)", "By", "With", "Ended (UTC)", "Exit code"};
    static final String[] INTERACTION_COLUMNS = {"Time (UTC)", "Kind", "Text", "Answer"};

    private final ReportModel model;

    public RunReport(RunHistory run) {
        this.model = new ReportModel(run);
    }

    /** Returns the report as Markdown. */
    public String toMarkdown() {
        return new MarkdownReportWriter(model).render();
    }

    /** Returns one HTML page without scripts, fonts or images from other places. */
    public String toHtml() {
        return new HtmlReportWriter(model).render();
    }
}
