package dev.baksh.cli

import spock.lang.AutoCleanup
import spock.lang.Specification
import spock.lang.TempDir

import java.nio.file.Path

/** Specs that start baksh against one sandbox, at a time that is turned by hand. */
abstract class SandboxSpecification extends Specification {
    @TempDir
    Path home

    @TempDir
    Path folder

    @AutoCleanup
    SandboxHarness harness

    def setup() {
        harness = new SandboxHarness(home)
    }
}
