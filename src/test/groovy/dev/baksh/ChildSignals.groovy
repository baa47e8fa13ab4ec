package dev.baksh

/**
 * Prefix of the command of a child process that resets the signals to their default action. A shell starts a background
 * build with SIGINT ignored, and a child process inherits that: Ctrl-C would have no effect in the child.
 */
class ChildSignals {
    /** Option of GNU coreutils, from version 8.31. */
    static final List<String> RESET = ['env', '--default-signal']
}
