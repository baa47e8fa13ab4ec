package dev.baksh.cli.app;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.baksh.cli.console.CommandLineOptions;
import dev.baksh.cli.console.Console;
import dev.baksh.cli.console.ProcessEnvironment;
import dev.baksh.client.api.Row;
import dev.baksh.client.api.ServerKind;
import dev.baksh.client.api.TimeSource;
import dev.baksh.client.http.SecretRedactor;
import dev.baksh.client.recording.Tape;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;

/**
 * Measurement of a listing in a running process, compared with the minimum: OkHttp, and Jackson's parser that fills an array
 * of values for each row, without names, times, checks, retries or an order. Both alternate, so that both run under the same load.
 *
 * <p>Arguments: the URL of a page server, rounds. Prints both medians in milliseconds as JSON.
 */
public final class ListingLoop {
    private static final JsonFactory JSON = new JsonFactory();

    private ListingLoop() {}

    public static void main(String[] args) throws IOException {
        int rounds = Integer.parseInt(args[1]);
        Map<String, String> env = Map.of(
                "BAKSH_N2WS_URL", args[0], "BAKSH_N2WS_API_KEY", "b".repeat(64), "BAKSH_TOKEN_CACHE", "off");
        ProcessEnvironment environment = new ProcessEnvironment(
                new ByteArrayInputStream(new byte[0]), System.out, System.err, env, false, false, 80, List.of(), TimeSource.SYSTEM);
        CommandLineOptions options = CommandLineOptions.parse(List.of("-e", "null"));
        SecretRedactor redactor = new SecretRedactor();
        Console console = new Console(environment, options, redactor);
        OkHttpClient client = new OkHttpClient();
        double[] baksh = new double[rounds];
        double[] minimum = new double[rounds];
        try (AppContext app = new AppContext(environment, options, console, redactor, Tape.NONE, null)) {
            for (int i = -5; i < rounds; i++) {
                long start = System.nanoTime();
                long sum = baksh(app);
                long middle = System.nanoTime();
                if (sum != minimum(client, args[0])) throw new IllegalStateException("the rows differ");
                if (i < 0) continue;
                baksh[i] = (middle - start) / 1e6;
                minimum[i] = (System.nanoTime() - middle) / 1e6;
            }
        }
        Arrays.sort(baksh);
        Arrays.sort(minimum);
        System.out.println("{\"baksh\":" + baksh[rounds / 2] + ",\"bare\":" + minimum[rounds / 2] + "}");
        System.exit(0);
    }

    private static long baksh(AppContext app) {
        long sum = 0;
        for (Row row : app.client(ServerKind.N2WS, null).resource("policies").list(Map.of("page_size", 1000))) {
            sum += ((Number) row.get("id")).longValue();
        }
        return sum;
    }

    private static long minimum(OkHttpClient client, String url) throws IOException {
        long sum = 0;
        boolean more = true;
        for (int page = 1; more; page++) {
            Request request = new Request.Builder()
                    .url(url + "/api/aws/policies/?page=" + page + "&page_size=1000")
                    .build();
            try (Response response = client.newCall(request).execute();
                    JsonParser parser = JSON.createParser(response.body().byteStream())) {
                parser.nextToken();
                while (parser.nextToken() != JsonToken.END_OBJECT) {
                    String name = parser.currentName();
                    JsonToken value = parser.nextToken();
                    if (name.equals("next")) more = value != JsonToken.VALUE_NULL;
                    if (value != JsonToken.START_ARRAY) continue;
                    while (parser.nextToken() != JsonToken.END_ARRAY) sum += ((Number) row(parser)[0]).longValue();
                }
            }
        }
        return sum;
    }

    private static Object[] row(JsonParser parser) throws IOException {
        List<Object> values = new ArrayList<>(16);
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            parser.nextToken();
            values.add(value(parser));
        }
        return values.toArray();
    }

    private static Object value(JsonParser parser) throws IOException {
        switch (parser.currentToken()) {
            case VALUE_NUMBER_INT:
                return parser.getNumberValue();
            case VALUE_STRING:
                return parser.getText();
            case START_ARRAY:
                List<Object> list = new ArrayList<>();
                while (parser.nextToken() != JsonToken.END_ARRAY) list.add(value(parser));
                return list;
            default:
                return parser.currentToken() == JsonToken.VALUE_TRUE;
        }
    }
}
