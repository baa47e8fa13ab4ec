package dev.baksh.client.files;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.csv.CsvFactory;
import com.fasterxml.jackson.dataformat.csv.CsvParser;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Reader of CSV files (RFC 4180) as spreadsheets save them: with commas, semicolons or tabs, with or without a header.
 * A first line {@code sep=;} sets the separator; otherwise the first line must contain only one kind of separator.
 */
public final class CsvReader {
    /** @param line number of the line in the file, from 1 */
    public record Record(int line, List<String> cells) {}

    /** Exception of a file that is refused, with the line and the cause. */
    public static final class InvalidCsvException extends IOException {
        InvalidCsvException(int line, String problem) {
            super("line " + line + ": " + problem);
        }
    }

    private static final String SEPARATORS = ",;\t";

    private CsvReader() {}

    /**
     * Returns the cells of the wanted columns, in their order, without empty lines. The header may name the columns in
     * any case and order, and may contain other columns. Without a header the file has only the wanted columns, in
     * their order.
     *
     * @param columns names of the wanted columns, in lower case
     * @throws InvalidCsvException a cell or a column is missing, a cell has no column, a quote is not closed, or the
     *     separator is not clear
     */
    public static List<Record> read(String text, List<String> columns) throws IOException {
        String body = text;
        int firstLine = 1;
        char separator;
        String start = text.lines().findFirst().orElse("");
        if (start.toLowerCase(Locale.ROOT).matches("\"?sep=.\"?")) {
            separator = start.charAt(start.indexOf('=') + 1);
            body = text.substring(start.length()).replaceFirst("^(\r\n?|\n)", "");
            firstLine = 2;
        } else separator = findSeparator(text);
        List<Record> records = parse(body, separator, firstLine);
        if (records.isEmpty()) return records;
        if (columns.size() > 1 && records.get(0).cells().size() == 1)
            throw new InvalidCsvException(
                    records.get(0).line(),
                    "a single cell; columns are " + String.join(",", columns)
                            + "; a separator other than comma, semicolon and tab needs a first line, such as sep=|");
        List<String> header = records.get(0).cells().stream()
                .map(name -> name.toLowerCase(Locale.ROOT))
                .toList();
        List<String> missing =
                columns.stream().filter(column -> !header.contains(column)).toList();
        if (missing.size() == columns.size())
            return select(records, IntStream.range(0, columns.size()).toArray(), columns);
        if (!missing.isEmpty())
            throw new InvalidCsvException(
                    records.get(0).line(), "the header has no column " + String.join(",", missing));
        Set<String> seenNames = new HashSet<>();
        for (String name : header)
            if (!name.isEmpty() && !seenNames.add(name))
                throw new InvalidCsvException(records.get(0).line(), "two columns have the name " + name);
        int[] positions = columns.stream().mapToInt(header::indexOf).toArray();
        return select(records.subList(1, records.size()), positions, header);
    }

    /** Returns all records, with the header as the first one. */
    public static List<Record> readAll(String text) throws IOException {
        return parse(text, findSeparator(text), 1);
    }

    private static List<Record> select(List<Record> records, int[] positions, List<String> header)
            throws InvalidCsvException {
        List<Record> selected = new ArrayList<>();
        for (Record record : records) {
            List<String> cells = record.cells();
            for (int i = header.size(); i < cells.size(); i++)
                if (!cells.get(i).isEmpty())
                    throw new InvalidCsvException(
                            record.line(), "a cell without a column; columns are " + String.join(",", header));
            List<String> values = new ArrayList<>();
            for (int position : positions) {
                String value = position < cells.size() ? cells.get(position) : "";
                if (value.isEmpty())
                    throw new InvalidCsvException(record.line(), "the cell '" + header.get(position) + "' is empty");
                values.add(value);
            }
            selected.add(new Record(record.line(), values));
        }
        return selected;
    }

    /** Returns the records that have a cell with text. */
    private static List<Record> parse(String text, char separator, int firstLine) throws IOException {
        CsvSchema schema = CsvSchema.emptySchema().withColumnSeparator(separator);
        CsvFactory factory =
                new CsvFactory().enable(CsvParser.Feature.TRIM_SPACES); // A blank may stand before a quote.
        List<Record> records = new ArrayList<>();
        int line = firstLine;
        try (CsvParser parser = factory.createParser(text)) {
            parser.setSchema(schema);
            parser.enable(CsvParser.Feature.WRAP_AS_ARRAY);
            parser.nextToken();
            while (true) {
                line = firstLine + parser.currentLocation().getLineNr() - 1;
                if (parser.nextToken() != JsonToken.START_ARRAY) return records;
                List<String> cells = new ArrayList<>();
                while (parser.nextToken() != JsonToken.END_ARRAY)
                    cells.add(parser.getText() == null ? "" : parser.getText().strip());
                if (!cells.stream().allMatch(String::isEmpty)) records.add(new Record(line, cells));
            }
        } catch (JsonProcessingException e) {
            throw new InvalidCsvException(line, "a quote is not closed, or text follows a closing quote");
        }
    }

    /**
     * Returns the separator that the first line with text contains outside quotes, or a comma for a line without a separator.
     */
    private static char findSeparator(String text) throws InvalidCsvException {
        String line = text.lines().filter(start -> !start.isBlank()).findFirst().orElse("");
        Set<Character> found = new HashSet<>();
        boolean quoted = false;
        for (char c : line.toCharArray()) {
            if (c == '"') quoted = !quoted;
            else if (!quoted && SEPARATORS.indexOf(c) >= 0) found.add(c);
        }
        if (found.size() > 1)
            throw new InvalidCsvException(1, "the separator is not clear; write sep=, or sep=; into the first line");
        return found.isEmpty() ? ',' : found.iterator().next();
    }
}
