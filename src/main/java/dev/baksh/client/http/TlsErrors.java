package dev.baksh.client.http;

import dev.baksh.client.api.ExitCode;
import dev.baksh.client.api.NameSuggestions;
import dev.baksh.client.config.ServerConfig;
import dev.baksh.client.tls.CertificateProblem;
import dev.baksh.client.tls.ServerTrustManager.UntrustedCertificateException;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;

/**
 * Mapper that turns failures of TLS into errors. Each cause has its own sentence with the server and the certificate. Only a
 * certificate of an unknown authority leads to the advice to set a CA file or a pin.
 *
 * @param authorityProblems returns the reasons why files of CAs were not used, or used only in part
 * @param clientCertificateRequested returns true if the server has asked for a client certificate
 */
record TlsErrors(
        ServerConfig server, Supplier<List<String>> authorityProblems, BooleanSupplier clientCertificateRequested) {
    /** Subject and names of the certificate in the message of OkHttp. */
    private static final Pattern MISNAMED = Pattern.compile("(?s)DN: (.*?)\\s+subjectAltNames: \\[(.*?)]");

    private static final int MAX_NAMES = 5;

    /** TLS alerts that say that the client certificate is missing; baksh never presents a certificate. */
    private static final List<String> NO_CLIENT_CERTIFICATE =
            List.of("certificate_required", "bad_certificate", "no_certificate");

    TransportException untrusted(UntrustedCertificateException untrusted, IOException e) {
        String address = untrusted.hostAndPort();
        if (untrusted.knownHostsFile() != null) {
            String hint = "trusted  " + untrusted.expectedPins() + "\nshown    " + untrusted.presentedPin()
                    + "\nif the key was changed on purpose, remove the line of " + address + " from "
                    + untrusted.knownHostsFile() + "; if not, another server may impersonate this server";
            return failure("the key of " + address + " is not the trusted key; nothing was sent", hint, e);
        }
        if (untrusted.expectedPins() != null) {
            String hint = "pinned  " + untrusted.expectedPins() + "\nshown   " + untrusted.presentedPin()
                    + "\nif the key was changed on purpose, set " + server.settingName("PIN") + " to that";
            return failure("the key of " + address + " is not the pinned key; nothing was sent", hint, e);
        }
        CertificateProblem problem = untrusted.problem();
        return failure(problem.message(), problem.hint() != null ? problem.hint() : trustHint(untrusted), e);
    }

    private String trustHint(UntrustedCertificateException untrusted) {
        StringBuilder hint = new StringBuilder(
                        server.caFile() == null
                                ? "set the PEM file of the CA with " + server.settingName("CA")
                                : "add the CA to " + server.caFile())
                .append(", or compare the key with the key on the server and set ")
                .append(server.settingName("PIN"))
                .append(" to ")
                .append(untrusted.presentedPin());
        if (untrusted.mayBeIncomplete())
            hint.append("\nthe server sends no intermediate certificate; if its authority is public, the server must")
                    .append(" send the complete chain");
        authorityProblems.get().forEach(problem -> hint.append('\n').append(problem));
        return hint.toString();
    }

    TransportException misnamed(SSLPeerUnverifiedException failure, String host, IOException e) {
        Matcher matcher = MISNAMED.matcher(String.valueOf(failure.getMessage()));
        String subject = "";
        List<String> names = List.of();
        if (matcher.find()) {
            subject = " (" + (matcher.group(1).isEmpty() ? "no subject" : NameSuggestions.abbreviate(matcher.group(1)))
                    + ")";
            if (!matcher.group(2).isEmpty()) names = List.of(matcher.group(2).split(", "));
        }
        String shown =
                NameSuggestions.abbreviate(String.join(", ", names.subList(0, Math.min(MAX_NAMES, names.size()))));
        if (names.size() > MAX_NAMES) shown += ", ... (" + names.size() + " names)";
        String problem = names.isEmpty()
                ? " contains no name of a server"
                : " is for " + (names.size() == 1 ? "another name: " : "other names: ") + shown;
        // A client compares an IP address only with the IP addresses of a certificate.
        if (names.stream().anyMatch(host::equalsIgnoreCase))
            return failure(
                    "the certificate of " + server.url().getAuthority() + subject + " contains " + host
                            + " as a name and not as an IP address",
                    "install a certificate with the IP address " + host + ", or pin the key with "
                            + server.settingName("PIN"),
                    e);
        String useName = names.isEmpty() ? "" : "use a name of the certificate in " + server.settingName("URL") + ", ";
        return failure(
                "the certificate of " + server.url().getAuthority() + subject + problem,
                useName + "install a certificate with the name " + host + ", or pin the key with "
                        + server.settingName("PIN"),
                e);
    }

    /**
     * Returns the error if the server refuses a client without a certificate, or null. With TLS 1.3, the server may say this
     * after the first bytes of the request, which it then does not read.
     */
    TransportException missingClientCertificate(IOException e, boolean mayHaveBeenSent) {
        String alert = alert(e);
        boolean isCertain = alert != null && NO_CLIENT_CERTIFICATE.contains(alert);
        if (!isCertain && !clientCertificateRequested.getAsBoolean()) return null;
        boolean mayBeExecuted = mayHaveBeenSent && !isCertain;
        return new TransportException(
                ExitCode.UNREACHABLE,
                server.label() + ": " + server.url().getAuthority()
                        + " asks for a client certificate, which baksh cannot present, and ends the connection",
                "use an address of the server that accepts clients without a certificate",
                mayBeExecuted,
                mayBeExecuted,
                e);
    }

    /** Returns the error for a failed handshake. On a plain port, Apache responds in plain text; other servers close the connection. */
    TransportException handshake(IOException e) {
        String address = server.url().getAuthority();
        String text = TransportExceptionMapper.describe(e).toLowerCase(Locale.ROOT);
        boolean isPlainHttp =
                text.contains("unsupported or unrecognized ssl message") || text.contains("plaintext connection");
        boolean isClosed =
                text.contains("terminated the handshake") || text.contains("connection reset") || text.contains("eof");
        if (isPlainHttp)
            return failure(
                    address + " does not use TLS: the server responds in plain HTTP",
                    "check the port in " + server.settingName("URL") + "; only a URL with http:// is used without TLS",
                    e);
        if (isClosed)
            return failure(
                    address + " closes the connection in the TLS handshake",
                    "check the port in " + server.settingName("URL") + ", and whether the server uses TLS there;"
                            + " only a URL with http:// is used without TLS",
                    e);
        String alert = alert(e);
        boolean isOldVersion = "protocol_version".equals(alert)
                || text.contains("is not accepted by client preferences")
                || text.contains("no appropriate protocol");
        if (isOldVersion)
            return failure(
                    address + " accepts neither TLS 1.2 nor TLS 1.3: " + TransportExceptionMapper.describe(e),
                    "enable TLS 1.2 or 1.3 on the server; baksh uses no older version",
                    e);
        if ("handshake_failure".equals(alert) || "insufficient_security".equals(alert))
            return failure(
                    address + " and baksh have no common TLS cipher: " + TransportExceptionMapper.describe(e),
                    "enable newer ciphers on the server, or look at the reason in the server's log",
                    e);
        if ("unrecognized_name".equals(alert))
            return failure(
                    address + " does not serve this name: " + TransportExceptionMapper.describe(e),
                    "check the host in " + server.settingName("URL"),
                    e);
        return failure(
                "no TLS connection to " + address + ": " + TransportExceptionMapper.describe(e),
                "look at the reason in the server's log",
                e);
    }

    /** Returns the name of the alert that the server sent, or null. */
    private static String alert(IOException e) {
        for (Throwable t = e; t != null; t = t.getCause()) {
            String text = t instanceof SSLException ? String.valueOf(t.getMessage()) : "";
            int start = text.indexOf("eceived fatal alert: ");
            if (start >= 0) return text.substring(text.indexOf(": ", start) + 2).strip();
            // The response to a request that could not be sent completely.
            for (Throwable suppressed : t.getSuppressed())
                if (suppressed instanceof IOException response && alert(response) != null) return alert(response);
        }
        return null;
    }

    private TransportException failure(String message, String hint, IOException e) {
        return TransportException.permanent(server, message, hint, e);
    }
}
