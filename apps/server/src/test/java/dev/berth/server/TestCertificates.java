package dev.berth.server;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509KeyManager;
import org.jspecify.annotations.Nullable;

/// Authorities and certificates, made by the JDK's keytool for one test.
final class TestCertificates {
    private static final char[] PASSWORD = "only-a-test".toCharArray();

    private final Path folder;
    private final Path storeFile;

    private TestCertificates(Path folder) {
        this.folder = folder;
        this.storeFile = folder.resolve("all.p12");
    }

    /// Authorities `ca` and `other-ca`; `server` and `client` of the first, and `expired`, a client
    /// whose time is over; `stranger`, a client of the second.
    static TestCertificates make(Path folder) {
        TestCertificates made = withoutClients(folder);
        made.keytool("client", "CN=shop", "-signer", "ca", "-ext", "san=dns:shop.example.org");
        made.keytool("unnamed", "CN=unnamed", "-signer", "ca");
        made.keytool("expired", "CN=shop", "-signer", "ca", "-startdate", "-9d", "-validity", "2");
        made.keytool("stranger", "CN=shop", "-signer", "other-ca");
        return made;
    }

    /// The authorities and `server` alone.
    static TestCertificates withoutClients(Path folder) {
        var made = new TestCertificates(folder);
        made.keytool("ca", "CN=Test authority", "-ext", "bc:c");
        made.keytool("other-ca", "CN=Other authority", "-ext", "bc:c");
        made.server("server");
        return made;
    }

    /// One more certificate of a server on this machine, with a key of its own.
    void server(String alias) {
        keytool(alias, "CN=" + alias, "-signer", "ca", "-ext", "san=dns:localhost,ip:127.0.0.1");
    }

    /// One more certificate of a client.
    ///
    /// @param name its subject
    /// @param names its alternative names, as keytool takes them; empty for none
    void client(String alias, String name, String signer, String names) {
        if (names.isEmpty()) {
            keytool(alias, name, "-signer", signer);
        } else {
            keytool(alias, name, "-signer", signer, "-ext", "san=" + names);
        }
    }

    /// The same of a client whose time is over.
    void expiredClient(String alias, String name, String names) {
        keytool(
                alias,
                name,
                "-signer",
                "ca",
                "-startdate",
                "-9d",
                "-validity",
                "2",
                "-ext",
                "san=" + names);
    }

    private void keytool(String alias, String name, String... further) {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "keytool")
                                        .toString(),
                                "-genkeypair",
                                "-keystore",
                                storeFile.toString(),
                                "-storetype",
                                "PKCS12",
                                "-storepass",
                                new String(PASSWORD),
                                "-keyalg",
                                "EC",
                                "-groupname",
                                "secp256r1",
                                "-alias",
                                alias,
                                "-dname",
                                name));
        command.addAll(List.of(further));
        try {
            Path output = folder.resolve("keytool.txt");
            Process process =
                    new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(output.toFile())
                            .start();
            if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new AssertionError("keytool: " + Files.readString(output));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private KeyStore store() {
        try (InputStream in = Files.newInputStream(storeFile)) {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(in, PASSWORD);
            return store;
        } catch (IOException | GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    /// The certificate of this alias and those that lead to its authority, in a file.
    Path certificate(String alias) {
        try {
            var pem = new StringBuilder();
            for (Certificate certificate : store().getCertificateChain(alias)) {
                pem.append(pem("CERTIFICATE", certificate.getEncoded()));
            }
            return Files.writeString(folder.resolve(alias + ".pem"), pem);
        } catch (IOException | GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    /// The private key of this alias, in a file.
    Path key(String alias) {
        try {
            Key key = store().getKey(alias, PASSWORD);
            return Files.writeString(
                    folder.resolve(alias + ".key"), pem("PRIVATE KEY", key.getEncoded()));
        } catch (IOException | GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static String pem(String type, byte[] content) {
        return "-----BEGIN "
                + type
                + "-----\n"
                + Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                        .encodeToString(content)
                + "\n-----END "
                + type
                + "-----\n";
    }

    /// What a client needs that trusts `ca`.
    ///
    /// @param alias the client's certificate; empty for none
    SSLContext context(String alias) {
        try {
            KeyStore all = store();
            KeyStore trusted = KeyStore.getInstance("PKCS12");
            trusted.load(null, null);
            trusted.setCertificateEntry("ca", all.getCertificate("ca"));
            TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
            trust.init(trusted);
            KeyStore own = KeyStore.getInstance("PKCS12");
            own.load(null, null);
            if (!alias.isEmpty()) {
                own.setKeyEntry(
                        alias,
                        all.getKey(alias, PASSWORD),
                        PASSWORD,
                        all.getCertificateChain(alias));
            }
            KeyManagerFactory keys = KeyManagerFactory.getInstance("SunX509");
            keys.init(own, PASSWORD);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(
                    alias.isEmpty()
                            ? null
                            : new KeyManager[] {
                                new Insistent((X509KeyManager) keys.getKeyManagers()[0], alias)
                            },
                    trust.getTrustManagers(),
                    null);
            return context;
        } catch (IOException | GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    /// Shows its certificate whatever authorities the server names, as one does who hopes to get
    /// in.
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
