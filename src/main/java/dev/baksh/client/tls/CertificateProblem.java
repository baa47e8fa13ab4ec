package dev.baksh.client.tls;

import static dev.baksh.client.api.BakshException.findCause;

import dev.baksh.client.api.NameSuggestions;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertPathValidatorException.Reason;
import java.security.cert.CertificateException;
import java.security.cert.PKIXReason;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Date;
import java.util.Locale;
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
        CertPathValidatorException failure = findCause(cause, CertPathValidatorException.class);
        Reason reason = failure == null ? null : failure.getReason();
        X509Certificate outdated = findOutdated(chain, cause, failure);
        CertificateProblem dates = outdated == null ? null : checkDates(address, chain[0], outdated, now);
        if (dates != null) return dates;
        String description = "the certificate of " + address + " " + describe(chain[0]);
        String renewHint = "install another certificate on the server";
        String detail = detail(cause);
        if (reason == BasicReason.ALGORITHM_CONSTRAINED)
            return new CertificateProblem(
                    description + " is too weak: " + detail, renewHint + ", with a longer key and a newer signature");
        if (reason == BasicReason.REVOKED) return new CertificateProblem(description + " was revoked", renewHint);
        if (detail.toLowerCase(Locale.ROOT).matches(".*(key ?usage|netscape cert type).*"))
            return new CertificateProblem(description + " is not a certificate for a server: " + detail, renewHint);
        if (detail.startsWith("No subject alternative") || detail.startsWith("No name matching"))
            return new CertificateProblem(description + " is for another name", "use the name in the certificate");
        boolean isOtherKey = isOtherKey(failure);
        if (!isOtherKey && findCause(cause, CertPathBuilderException.class) == null)
            return new CertificateProblem(description + " is not valid: " + detail, renewHint);
        String facts = "the certificate of " + address + " (" + name(chain[0].getSubjectX500Principal())
                + ", valid until " + format(chain[0].getNotAfter(), now) + ")";
        if (isSelfSigned(chain[0])) return new CertificateProblem(facts + " is self-signed and not trusted", null);
        return new CertificateProblem(
                facts + " comes from an authority that is not trusted: "
                        + name(last(chain).getIssuerX500Principal())
                        + (isOtherKey ? " (the trusted authority of this name has another key)" : ""),
                null);
    }

    /**
     * Returns the certificate whose dates are the problem, or null: that of the server, its issuer, or another one on the path to
     * a trusted authority. The dates of other certificates that the server sends, such as an old cross-signed one, do not matter.
     */
    private static X509Certificate findOutdated(
            X509Certificate[] chain, CertificateException cause, CertPathValidatorException failure) {
        X509Certificate nearest = CertificateAuthorities.findOutdated(
                new X509Certificate[] {chain[0]}, Arrays.copyOfRange(chain, 1, chain.length));
        if (nearest != null) return nearest;
        if (cause instanceof OutdatedAuthorityException authority) return authority.certificate();
        boolean hasDate = failure != null
                && failure.getIndex() >= 0
                && (failure.getReason() == BasicReason.EXPIRED || failure.getReason() == BasicReason.NOT_YET_VALID);
        return hasDate
                ? (X509Certificate) failure.getCertPath().getCertificates().get(failure.getIndex())
                : null;
    }

    /** Returns true if an authority of the same name is trusted, but has not signed the certificate. */
    private static boolean isOtherKey(CertPathValidatorException failure) {
        if (failure == null) return false;
        if (failure.getReason() == PKIXReason.NO_TRUST_ANCHOR) return true;
        boolean isLast = failure.getCertPath() != null
                && failure.getIndex() == failure.getCertPath().getCertificates().size() - 1;
        return isLast
                && (failure.getReason() == BasicReason.INVALID_SIGNATURE
                        || findCause(failure, InvalidKeyException.class) != null);
    }

    /** Returns the last certificate that the chain of issuers leads to. */
    private static X509Certificate last(X509Certificate[] chain) {
        X509Certificate last = chain[0];
        for (int i = 1; i < chain.length && !isSelfSigned(last); i++) {
            X509Certificate current = last;
            last = Arrays.stream(chain)
                    .filter(certificate -> certificate != current
                            && certificate.getSubjectX500Principal().equals(current.getIssuerX500Principal()))
                    .findFirst()
                    .orElse(last);
        }
        return last;
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
                : " is not valid before " + format(certificate.getNotBefore(), now);
        String clock = "the clock of this machine shows " + now.truncatedTo(ChronoUnit.MINUTES);
        return new CertificateProblem(
                subject + problem + " " + describe(certificate),
                (isExpired ? "renew the certificate on the server; " : "compare the clocks of both machines; ")
                        + clock);
    }

    /** Returns true if the certificate is its own issuer. A certificate may have the name of its issuer and another key. */
    private static boolean isSelfSigned(X509Certificate certificate) {
        if (!certificate.getSubjectX500Principal().equals(certificate.getIssuerX500Principal())) return false;
        try {
            certificate.verify(certificate.getPublicKey());
            return true;
        } catch (GeneralSecurityException e) {
            return false;
        }
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

    /** Returns the innermost message in one line. */
    private static String detail(Throwable e) {
        String detail = "";
        for (Throwable t = e; t != null; t = t.getCause()) if (t.getMessage() != null) detail = t.getMessage();
        return NameSuggestions.abbreviate(detail.lines().findFirst().orElse(""));
    }

    /** Returns true if the issuer of the server's certificate is not in the chain, so that an intermediate one may be missing. */
    static boolean mayBeIncomplete(X509Certificate[] chain) {
        return last(chain) == chain[0] && !isSelfSigned(chain[0]) && chain[0].getBasicConstraints() < 0;
    }

    /** Exception of a trusted certificate whose dates do not include the current time; Java does not check these dates. */
    static final class OutdatedAuthorityException extends CertificateException {
        private static final long serialVersionUID = 1;

        private final transient X509Certificate certificate;

        OutdatedAuthorityException(X509Certificate certificate) {
            super("a trusted certificate is not valid now");
            this.certificate = certificate;
        }

        X509Certificate certificate() {
            return certificate;
        }
    }
}
