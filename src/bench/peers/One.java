//JAVA 17+
//DEPS com.fasterxml.jackson.core:jackson-databind:2.22.4

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The trust store is given by javax.net.ssl.trustStore. */
public class One {
    public static void main(String[] args) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create(System.getenv("URL") + "/api/aws/policies/?page_size=1000"))
                .header("Authorization", "Bearer " + System.getenv("TOKEN"))
                .build();
        JsonNode rows = new ObjectMapper()
                .readTree(HttpClient.newHttpClient()
                        .send(request, HttpResponse.BodyHandlers.ofString())
                        .body())
                .get("results");
        List<JsonNode> chosen = new ArrayList<>();
        rows.forEach(row -> {
            if (row.get("enabled").asBoolean()) chosen.add(row);
        });
        chosen.sort(Comparator.comparing(row -> row.get("name").asText()));
        System.out.printf("%-6s%-26s%s%n", "id", "name", "account");
        for (JsonNode row : chosen) {
            System.out.printf(
                    "%-6s%-26s%s%n",
                    row.get("id").asText(),
                    row.get("name").asText(),
                    row.get("account").asText());
        }
        System.out.println(chosen.size() + " of " + rows.size());
    }
}
