/** Base of users' own Spock specifications for runbooks. */
package dev.baksh.spec;
