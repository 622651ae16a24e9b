package dev.berth.server.auth;

import dev.berth.core.SanitizedText;
import io.vertx.core.http.HttpConnection;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

/// Identities in a peer's certificate. Immutable.
///
/// @param names `subject:` and the distinguished name as RFC 2253 writes it, then the alternative
///   names as `dns:`, `uri:` and `email:`
/// @param until when the certificate expires
record PeerIdentities(List<String> names, Instant until) {
    /// Where a session keeps them, since certificates are slow to take apart.
    private static final String KEPT_AS = PeerIdentities.class.getName();

    /// Source: RFC 5280, section 4.2.1.6, the choices of GeneralName.
    private static final int EMAIL = 1;

    private static final int DNS = 2;
    private static final int URI = 6;

    PeerIdentities {
        names = List.copyOf(names);
    }

    /// Empty if there is no certificate; one that is there was verified when the connection opened.
    static Optional<PeerIdentities> of(HttpConnection connection) {
        if (!connection.isSsl()) {
            return Optional.empty();
        }
        SSLSession session = connection.sslSession();
        if (session.getValue(KEPT_AS) instanceof PeerIdentities known) {
            return Optional.of(known);
        }
        try {
            var leaf = (X509Certificate) session.getPeerCertificates()[0];
            PeerIdentities found = of(leaf);
            session.putValue(KEPT_AS, found);
            return Optional.of(found);
        } catch (SSLPeerUnverifiedException noCertificate) {
            return Optional.empty();
        }
    }

    static PeerIdentities of(X509Certificate certificate) {
        List<String> names = new ArrayList<>();
        names.add("subject:" + certificate.getSubjectX500Principal().getName());
        for (List<?> name : alternativeNames(certificate)) {
            switch ((Integer) name.get(0)) {
                case EMAIL -> names.add("email:" + name.get(1));
                case DNS -> names.add("dns:" + name.get(1));
                case URI -> names.add("uri:" + name.get(1));
                // Addresses and directory names stand for no consumer here.
                default -> {}
            }
        }
        return new PeerIdentities(names, certificate.getNotAfter().toInstant());
    }

    /// For the log; what an authority wrote into a certificate is no secret.
    String described() {
        return "certificate " + SanitizedText.of(String.join(" ", names));
    }

    private static Collection<List<?>> alternativeNames(X509Certificate certificate) {
        try {
            Collection<List<?>> names = certificate.getSubjectAlternativeNames();
            return names == null ? List.of() : names;
        } catch (CertificateParsingException e) {
            return List.of();
        }
    }
}
