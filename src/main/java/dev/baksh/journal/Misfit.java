package dev.baksh.journal;

/** Why a line is no part of its journal; says {@code it ...}. */
final class Misfit extends Exception {
    Misfit(String what) {
        super(what);
    }
}
