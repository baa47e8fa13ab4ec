package dev.baksh.resource;

/** Tells a person how a wait is going; never on standard output. */
public interface Progress {
    /** Nobody is told. */
    Progress NONE = new Progress() {
        @Override
        public void now(String line) {}

        @Override
        public void note(String line) {}

        @Override
        public void end() {}
    };

    /** How it stands; the next line may take its place. */
    void now(String line);

    /** A line that stays. */
    void note(String line);

    /** The wait is over. */
    void end();
}
