package dev.baksh.client.tls;

import dev.baksh.client.api.NameSuggestions;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Date;
import javax.security.auth.x500.X500Principal;

/**
 * Description of the reason why a chain of certificates is not trusted. The dates come first: for an expired certificate, no
 * other problem matters.
 *
 * @param message one sentence with the server, the certificate and the cause
 * @param hint next step, or null if the certificate needs a CA file or a pin
 */
public record CertificateProblem(String message, String hint) {
    /** Closer to now, a date alone does not show which side of the limit the time is on. */
    private static final Duration PRECISE = Duration.ofDays(2);

    static CertificateProblem of(String address, X509Certificate[] chain, CertificateException cause, Instant now) {
        for (X509Certificate certificate : chain) {
            CertificateProblem problem = checkDates(address, chain[0], certificate, now);
            if (problem != null) return problem;
        }
        String description = "the certificate of " + address + " " + describe(chain[0]);
        String renewHint = "install another certificate on the server";
        BasicReason reason = reason(cause);
        if (reason == BasicReason.ALGORITHM_CONSTRAINED)
            return new CertificateProblem(
                    description + " is too weak: " + detail(cause),
                    renewHint + ", with a longer key and a newer signature");
        if (reason == BasicReason.REVOKED) return new CertificateProblem(description + " was revoked", renewHint);
        if (detail(cause).toLowerCase(java.util.Locale.ROOT).contains("key usage"))
            return new CertificateProblem(
                    description + " is not a certificate for a server: " + detail(cause), renewHint);
        String detail = detail(cause);
        if (detail.startsWith("No subject alternative") || detail.startsWith("No name matching"))
            return new CertificateProblem(description + " is for another name", "use the name in the certificate");
        if (isSelfSigned(chain[0]))
            return new CertificateProblem(
                    "the certificate of " + address + " (" + name(chain[0].getSubjectX500Principal())
                            + ", valid until " + format(chain[0].getNotAfter(), now)
                            + ") is self-signed and not trusted",
                    null);
        if (reason == null || reason == BasicReason.UNSPECIFIED) {
            X509Certificate last = chain[chain.length - 1];
            return new CertificateProblem(
                    "the certificate of " + address + " (" + name(chain[0].getSubjectX500Principal())
                            + ", valid until " + format(chain[0].getNotAfter(), now)
                            + ") comes from an authority that is not trusted: " + name(last.getIssuerX500Principal()),
                    null);
        }
        return new CertificateProblem(description + " is not valid: " + detail(cause), renewHint);
    }

    private static CertificateProblem checkDates(
            String address, X509Certificate server, X509Certificate certificate, Instant now) {
        boolean isExpired = now.isAfter(certificate.getNotAfter().toInstant());
        boolean isTooEarly = now.isBefore(certificate.getNotBefore().toInstant());
        if (!isExpired && !isTooEarly) return null;
        String subject = certificate == server
                ? "the certificate of " + address
                : "the certificate of " + address + " depends on a certificate that";
        String problem = isExpired
                ? " expired on " + format(certificate.getNotAfter(), now)
                : (certificate == server ? " is" : " is") + " not valid before "
                        + format(certificate.getNotBefore(), now);
        String clock = "the clock of this machine shows " + now.truncatedTo(ChronoUnit.MINUTES);
        return new CertificateProblem(
                subject + problem + " " + describe(certificate),
                (isExpired ? "renew the certificate on the server; " : "compare the clocks of both machines; ")
                        + clock);
    }

    /** Returns true if the certificate claims to be its own issuer. */
    private static boolean isSelfSigned(X509Certificate certificate) {
        return certificate.getSubjectX500Principal().equals(certificate.getIssuerX500Principal());
    }

    private static String describe(X509Certificate certificate) {
        return "(" + name(certificate.getSubjectX500Principal()) + ", issued by "
                + name(certificate.getIssuerX500Principal()) + ")";
    }

    static String name(X500Principal principal) {
        String name = principal.getName();
        return name.isEmpty() ? "no subject" : NameSuggestions.abbreviate(name);
    }

    private static String format(Date date, Instant now) {
        Instant instant = date.toInstant();
        boolean isNear = Duration.between(instant, now).abs().compareTo(PRECISE) < 0;
        return isNear
                ? instant.truncatedTo(ChronoUnit.SECONDS).toString()
                : LocalDate.ofInstant(instant, ZoneOffset.UTC).toString();
    }

    private static BasicReason reason(Throwable e) {
        for (Throwable t = e; t != null; t = t.getCause())
            if (t instanceof CertPathValidatorException failure && failure.getReason() instanceof BasicReason reason)
                return reason;
        return null;
    }

    /** Returns the innermost message in one line. */
    private static String detail(Throwable e) {
        String detail = "";
        for (Throwable t = e; t != null; t = t.getCause()) if (t.getMessage() != null) detail = t.getMessage();
        return NameSuggestions.abbreviate(detail.lines().findFirst().orElse(""));
    }

    /** Returns true if the chain consists of one certificate of another issuer, so that an intermediate one may be missing. */
    static boolean mayBeIncomplete(X509Certificate[] chain) {
        return chain.length == 1
                && !isSelfSigned(chain[0])
                && Arrays.stream(chain).allMatch(c -> c.getBasicConstraints() < 0);
    }
}
