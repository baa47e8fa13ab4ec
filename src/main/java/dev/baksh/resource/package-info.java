/**
 * What the clients of both servers have in common: one noun of one server, its calls built from the catalogue, and rows
 * found by the names that people use.
 */
package dev.baksh.resource;
