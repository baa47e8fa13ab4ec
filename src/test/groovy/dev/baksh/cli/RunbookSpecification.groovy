package dev.baksh.cli

import java.nio.file.Files

/** Specs of one runbook, {@code book.groovy}; the file that {@code FLAG} stands for in it is not there at first. */
abstract class RunbookSpecification extends SandboxSpecification {
    void writeRunbook(String text) {
        Files.writeString(folder.resolve('book.groovy'), text.stripIndent().strip().replace('FLAG', folder.resolve('go').toString()) + '\n')
    }

    String getRunbookFile() {
        folder.resolve('book.groovy').toString()
    }

    /** The id of the latest run. */
    String getLatestRunId() {
        Files.list(home.resolve('runs')).withCloseable { paths -> paths.collect { it.fileName.toString() }.max() }
    }
}
