package dev.baksh.script.report;

import dev.baksh.client.journal.RunHistory;

/** The evidence of a run, made from its journal alone: as Markdown, and as one page of HTML that fetches nothing. */
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

    public String toMarkdown() {
        return new MarkdownReportWriter(model).render();
    }

    /** One page without scripts, fonts or pictures from elsewhere. */
    public String toHtml() {
        return new HtmlReportWriter(model).render();
    }
}
