package dev.baksh.cli

import java.nio.file.Path
import spock.lang.AutoCleanup
import spock.lang.Specification
import spock.lang.TempDir

/** Specs that start baksh against one sandbox, at a time that is turned by hand. */
abstract class LabSpec extends Specification {
    @TempDir
    Path home

    @TempDir
    Path folder

    @AutoCleanup
    Lab lab

    def setup() {
        lab = new Lab(home)
    }
}
