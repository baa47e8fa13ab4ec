package dev.baksh.bench;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executors;

/**
 * HTTP server of policies in the format of N2WS. The rows are created at the start, so that a response is a copy of bytes and
 * the server takes little time. Each argument {@code ROWS:MILLIS} starts one server with that many rows and that delay for each
 * page. The ports are printed, one on each line.
 *
 * <p>Ends at the end of its standard input.
 */
public final class PageServer {
    private static final int MAX_ROWS = 1_000_000;
    private static final int DEFAULT_PAGE_SIZE = 50;

    private final byte[] rows;
    private final int[] starts = new int[MAX_ROWS + 1];

    private PageServer() {
        StringBuilder text = new StringBuilder(MAX_ROWS * 236);
        for (int i = 0; i < MAX_ROWS; i++) {
            starts[i] = text.length();
            text.append("{\"id\":").append(i + 1).append(",\"name\":\"policy_").append(i + 1);
            text.append("\",\"description\":\"Every night\",\"enabled\":").append(i % 3 != 0);
            text.append(",\"account\":").append(1 + i % 7).append(",\"user\":1,\"schedules\":[1,4],\"generations\":30,");
            text.append("\"auto_remove_resource\":\"N\",\"dr_enabled\":false,\"copy_to_s3_enabled\":false,");
            text.append("\"last_modified\":\"2026-11-02T04:00:00Z\"},");
        }
        starts[MAX_ROWS] = text.length();
        rows = text.toString().getBytes(StandardCharsets.US_ASCII);
    }

    public static void main(String[] args) throws IOException {
        PageServer pages = new PageServer();
        for (String arg : args) {
            String[] parts = arg.split(":");
            int total = Integer.parseInt(parts[0]);
            int millis = Integer.parseInt(parts[1]);
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 64);
            server.createContext("/", exchange -> pages.respond(exchange, total, millis));
            server.setExecutor(Executors.newCachedThreadPool());
            server.start();
            System.out.println(server.getAddress().getPort());
        }
        while (System.in.read() >= 0) {
            continue;
        }
        System.exit(0);
    }

    private void respond(HttpExchange exchange, int total, int millis) throws IOException {
        try (exchange) {
            exchange.getRequestBody().readAllBytes();
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            String path = exchange.getRequestURI().getPath();
            if (path.contains("/token/")) send(exchange, tokens());
            else list(exchange, total, millis);
        }
    }

    private void list(HttpExchange exchange, int total, int millis) throws IOException {
        Map<String, String> query = query(exchange.getRequestURI().getRawQuery());
        int size = Integer.parseInt(query.getOrDefault("page_size", String.valueOf(DEFAULT_PAGE_SIZE)));
        int first = (Integer.parseInt(query.getOrDefault("page", "1")) - 1) * size;
        int end = Math.min(total, first + size);
        pause(millis);
        if (first >= total) {
            exchange.sendResponseHeaders(404, -1);
            return;
        }
        byte[] head = ("{\"count\":" + total + ",\"next\":" + (end < total ? "\"more\"" : "null")
                        + ",\"previous\":null,\"results\":[")
                .getBytes(StandardCharsets.US_ASCII);
        int length = starts[end] - starts[first] - 1;
        exchange.sendResponseHeaders(200, head.length + length + 2L);
        OutputStream out = exchange.getResponseBody();
        out.write(head);
        out.write(rows, starts[first], length);
        out.write(']');
        out.write('}');
    }

    private static void pause(int millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Map<String, String> query(String text) {
        Map<String, String> query = new HashMap<>();
        if (text == null) return query;
        for (String pair : text.split("&")) {
            int equals = pair.indexOf('=');
            query.put(pair.substring(0, equals), pair.substring(equals + 1));
        }
        return query;
    }

    private static byte[] tokens() {
        long now = System.currentTimeMillis() / 1000;
        String claims = "{\"iat\":" + now + ",\"exp\":" + (now + 86_400) + "}";
        String token = "e30." + Base64.getUrlEncoder().withoutPadding().encodeToString(claims.getBytes()) + ".x";
        return ("{\"access\":\"" + token + "\",\"refresh\":\"" + token + "\"}").getBytes(StandardCharsets.US_ASCII);
    }

    private static void send(HttpExchange exchange, byte[] body) throws IOException {
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
    }
}
