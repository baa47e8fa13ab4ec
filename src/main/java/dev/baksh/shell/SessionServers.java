package dev.baksh.shell;

import dev.baksh.client.text.GroovyCode;
import dev.baksh.client.text.GroovyLexer;
import dev.baksh.client.text.GroovyLexer.Kind;
import dev.baksh.client.text.GroovyLexer.Token;
import dev.baksh.script.session.InputStatement;
import dev.baksh.script.session.SessionInput;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Servers of a session: where {@code :use} has changed the meaning of {@code n2ws}, each statement of the saved file names
 * its server, as {@code n2ws('eu')}.
 *
 * @param changedNames the names whose server changed: {@code n2ws}, {@code px}
 */
record SessionServers(Set<String> changedNames) {
    static SessionServers of(List<SessionInput> inputs) {
        Map<String, Set<String>> servers = new TreeMap<>();
        for (SessionInput input : inputs)
            if (input.outcome() == SessionInput.Outcome.DONE)
                input.servers()
                        .forEach((kind, name) -> servers.computeIfAbsent(kind, key -> new HashSet<>())
                                .add(name));
        servers.values().removeIf(names -> names.size() < 2);
        return new SessionServers(servers.keySet());
    }

    /** Returns the name in a statement whose server depends on the time when its code runs; or null. */
    String findUnclearName(InputStatement statement) {
        for (String name : changedNames) {
            boolean isInString = GroovyLexer.tokenize(statement.source()).stream()
                    .anyMatch(token ->
                            token.kind() == Kind.STRING && token.text().matches("(?s).*\\$.*\\b" + name + "\\b.*"));
            if (isInString
                    || statement.definesCode() && statement.names().used().contains(name)) return name;
        }
        return null;
    }

    /** Returns the statement with the servers of its input. */
    InputStatement apply(InputStatement statement, Map<String, String> servers) {
        if (changedNames.stream().noneMatch(statement.names().used()::contains)) return statement;
        String value = statement.value() == null ? null : addServers(statement.value(), servers);
        String code = value == null ? addServers(statement.code(), servers) : statement.target() + value;
        return new InputStatement(statement.source(), code, value, statement.definesCode(), statement.names());
    }

    private String addServers(String code, Map<String, String> servers) {
        StringBuilder result = new StringBuilder();
        List<Token> tokens = GroovyLexer.tokenize(code);
        for (int i = 0; i < tokens.size(); i++) {
            String text = tokens.get(i).text();
            boolean isServer = changedNames.contains(text)
                    && servers.containsKey(text)
                    && !(i > 0 && tokens.get(i - 1).text().equals("."))
                    && !(i + 1 < tokens.size()
                            && "(:".contains(tokens.get(i + 1).text()));
            result.append(isServer ? GroovyCode.name(text).call(servers.get(text)) : text);
        }
        return result.toString();
    }
}
