package dev.baksh.cli

import spock.lang.AutoCleanup
import spock.lang.Specification
import spock.lang.TempDir

import java.nio.file.Path

/** Specs that start baksh against one sandbox, at a time that is turned by hand. */
abstract class SandboxHarnessSpec extends Specification {
    @TempDir
    Path home

    @TempDir
    Path folder

    @AutoCleanup
    SandboxHarness lab

    def setup() {
        lab = new SandboxHarness(home)
    }
}
