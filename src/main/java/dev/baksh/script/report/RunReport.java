package dev.baksh.script.report;

import dev.baksh.client.journal.RunHistory;

/** Report of a run from its journal, as Markdown or as one HTML page without external resources. */
public record RunReport(RunHistory run) {
    static final String[] STEP_COLUMNS = {"Step", "State", "Began (UTC)", "Took", "Reads", "Writes"};
    static final String[] READ_COLUMNS = {"Step", "Server", "Read", "Requests"};
    static final String[] WRITE_COLUMNS = {"Time (UTC)", "Step", "Server", "Write", "Effect", "Outcome"};
    static final String[] PROCESS_COLUMNS = {"Began (UTC)", "By", "With", "Ended (UTC)", "Exit code"};
    static final String[] INTERACTION_COLUMNS = {"Time (UTC)", "Kind", "Text", "Answer"};

    /** Returns the report as Markdown. */
    public String toMarkdown() {
        return new MarkdownReportWriter(new ReportModel(run)).render();
    }

    /** Returns one HTML page without scripts, fonts or images from other places. */
    public String toHtml() {
        return new HtmlReportWriter(new ReportModel(run)).render();
    }
}
