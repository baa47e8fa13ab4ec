package dev.baksh.client.n2ws;

import dev.baksh.client.api.Catalog;
import dev.baksh.client.api.Field;
import dev.baksh.client.api.Noun;
import dev.baksh.client.api.RowFactory;
import dev.baksh.client.api.StatusMeaning;
import dev.baksh.client.config.ServerConfig;
import dev.baksh.client.resource.ServerClient;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Table of the words for the status letters of a server: documented in the catalogue, or configured. No other letter has a
 * meaning.
 */
final class StatusWords {
    private static final String FIELD = "status";
    /** Field of a list response with its rows. */
    private static final String ROWS_FIELD = "results";

    private StatusWords() {}

    /** Returns the catalogue with the configured letters of a server. */
    static Catalog addConfigured(Catalog catalog, ServerConfig server) {
        Map<String, String> backups = new LinkedHashMap<>();
        Map<String, String> recoveries = new LinkedHashMap<>();
        for (String letter : server.failedStatuses()) {
            backups.put(letter, StatusMeaning.FAILED.word());
            recoveries.put(letter, StatusMeaning.FAILED.word());
        }
        if (server.partialStatus() != null)
            backups.putIfAbsent(server.partialStatus(), StatusMeaning.PARTIAL_SUCCESS.word());
        if (server.recoveredStatus() != null) recoveries.put(server.recoveredStatus(), StatusMeaning.SUCCESS.word());
        // The guide documents these two letters, so a configured letter must not replace them.
        backups.remove(BackupCompletion.SUCCESS_STATUS);
        recoveries.remove(RecoveryCompletion.IN_PROGRESS_STATUS);
        return catalog.withValues(
                FIELD,
                Map.of(
                        "backups", backups,
                        "azure.backups", backups,
                        "recoveries", recoveries,
                        "azure.recoveries", recoveries,
                        "scenarioRecords", recoveries));
    }

    /**
     * Returns the fields of a response with a list: its rows, in the envelope or in a bare array, have the words of the
     * status letters, and no other type; null without a status.
     */
    static Noun envelope(Noun rowType) {
        Field status = rowType == null ? null : rowType.field(FIELD);
        if (status == null) return null;
        Field rows = Field.of(ROWS_FIELD, Field.Type.LIST, null, Map.of(FIELD, status));
        return RowFactory.nestedNoun(
                Field.of("response", Field.Type.OBJECT, null, Map.of(ROWS_FIELD, rows, FIELD, status)));
    }

    /** Returns the meaning of a status letter of a row of this noun, or null if the meaning is not known. */
    static StatusMeaning meaning(ServerClient client, String noun, Object status) {
        return StatusMeaning.of(client.catalog().noun(noun), FIELD, status);
    }

    /** Returns {@code status F (failed)}, with the words of the tables. */
    static String describe(ServerClient client, String noun, Object status) {
        if (status == null || status.toString().isBlank()) return "no status";
        String word = StatusMeaning.word(client.catalog().noun(noun).field(FIELD), FIELD, status);
        return "status " + status + (word == null ? "" : " (" + word + ")");
    }
}
