/** AST transforms of scripts and checks at compile time. */
package dev.baksh.script.transform;
