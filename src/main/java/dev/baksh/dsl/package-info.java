/** The words a person types: {@code n2ws}, {@code px}, their nouns and rows, blocks, times, and how values are shown. */
package dev.baksh.dsl;
