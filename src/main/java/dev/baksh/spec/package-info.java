/** For those who test their runbooks. */
package dev.baksh.spec;
