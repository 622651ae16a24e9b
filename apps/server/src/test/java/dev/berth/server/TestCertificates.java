package dev.berth.server;

import dev.berth.testkit.tls.Certificates;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509KeyManager;
import org.jspecify.annotations.Nullable;

/// The certificates of one test, and TLS contexts of clients that have them.
final class TestCertificates {
    private static final char[] PASSWORD = "only-a-test".toCharArray();

    private final Certificates made;

    private TestCertificates(Certificates made) {
        this.made = made;
    }

    /// Authorities `ca` and `other-ca`; `server` and `client` of the first, and `expired`, a client
    /// whose time is over; `stranger`, a client of the second.
    static TestCertificates make(Path folder) {
        TestCertificates made = withoutClients(folder);
        made.client("client", "CN=shop", "ca", "dns:shop.example.org");
        made.client("unnamed", "CN=unnamed", "ca");
        made.expiredClient("expired", "CN=shop");
        made.client("stranger", "CN=shop", "other-ca");
        return made;
    }

    /// The authorities and `server` alone.
    static TestCertificates withoutClients(Path folder) {
        var made = new TestCertificates(Certificates.in(folder));
        made.made.authority("ca", "CN=Test authority");
        made.made.authority("other-ca", "CN=Other authority");
        made.server("server");
        return made;
    }

    /// One more certificate of a server on this machine, with a key of its own.
    void server(String alias) {
        made.issue(alias, "CN=" + alias, "ca", "dns:localhost", "ip:127.0.0.1");
    }

    /// One more certificate of a client.
    ///
    /// @param names its alternative names, as [Certificates#issue] takes them
    void client(String alias, String subject, String signer, String... names) {
        made.issue(alias, subject, signer, names);
    }

    /// The same of a client whose time is over.
    void expiredClient(String alias, String subject, String... names) {
        made.issueExpired(alias, subject, "ca", names);
    }

    /// The certificate of this alias and those that lead to its authority, in a file.
    Path certificate(String alias) {
        return made.certificate(alias);
    }

    /// The private key of this alias, in a file.
    Path key(String alias) {
        return made.key(alias);
    }

    /// What a client needs that trusts `ca`.
    ///
    /// @param alias the client's certificate; empty for none
    SSLContext context(String alias) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(
                    alias.isEmpty() ? null : new KeyManager[] {keyManager(alias)},
                    made.bundle("ca").toTrustManagerFactory().getTrustManagers(),
                    null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private KeyManager keyManager(String alias) throws GeneralSecurityException {
        KeyManagerFactory keys = KeyManagerFactory.getInstance("SunX509");
        X509Bundle bundle = made.bundle(alias);
        KeyStore own = KeyStore.getInstance("PKCS12");
        try {
            own.load(null, null);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        own.setKeyEntry(
                alias, bundle.getKeyPair().getPrivate(), PASSWORD, bundle.getCertificatePath());
        keys.init(own, PASSWORD);
        return new Insistent((X509KeyManager) keys.getKeyManagers()[0], alias);
    }

    /// Shows its certificate whatever authorities the server names, as an intruder would.
    private static final class Insistent extends X509ExtendedKeyManager {
        private final X509KeyManager keys;
        private final String alias;

        Insistent(X509KeyManager keys, String alias) {
            this.keys = keys;
            this.alias = alias;
        }

        @Override
        public String chooseEngineClientAlias(
                String[] types, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
            return alias;
        }

        @Override
        public String chooseClientAlias(
                String[] types, Principal @Nullable [] issuers, @Nullable Socket socket) {
            return alias;
        }

        @Override
        public String[] getClientAliases(String type, Principal @Nullable [] issuers) {
            return new String[] {alias};
        }

        @Override
        public String[] getServerAliases(String type, Principal @Nullable [] issuers) {
            return new String[0];
        }

        @Override
        public @Nullable String chooseServerAlias(
                String type, Principal @Nullable [] issuers, @Nullable Socket socket) {
            return null;
        }

        @Override
        public X509Certificate[] getCertificateChain(String name) {
            return keys.getCertificateChain(name);
        }

        @Override
        public PrivateKey getPrivateKey(String name) {
            return keys.getPrivateKey(name);
        }
    }
}
