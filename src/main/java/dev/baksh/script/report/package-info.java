/** Reports about a run, and the runbook that proposes the way back. */
package dev.baksh.script.report;
