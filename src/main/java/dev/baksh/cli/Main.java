package dev.baksh.cli;

/** The process: options in, exit code out. */
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        System.exit(2);
    }
}
