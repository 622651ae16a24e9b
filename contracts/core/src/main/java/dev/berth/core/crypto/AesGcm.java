package dev.berth.core.crypto;

import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// Authenticated encryption by AES-256-GCM (NIST SP 800-38D): a random nonce of 96 bits, the
/// content, a tag of 128 bits. Thread-safe.
///
/// Random nonces are safe for some billion contents of one key; a user's key encrypts one answer
/// for each key and snapshot.
public final class AesGcm {
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;
    private static final String MAC = "HmacSHA256";

    private final SecureRandom random;

    public AesGcm(SecureRandom random) {
        this.random = random;
    }

    /// Encrypts content.
    ///
    /// @param bound what it belongs to; decryption fails with another
    public byte[] encrypt(SecretKey key, byte[] content, byte[] bound) {
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        try {
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(Cipher.ENCRYPT_MODE, key, new GCMParameterSpec(TAG_BITS, nonce));
            cipher.updateAAD(bound);
            byte[] encrypted = new byte[NONCE_BYTES + cipher.getOutputSize(content.length)];
            System.arraycopy(nonce, 0, encrypted, 0, NONCE_BYTES);
            cipher.doFinal(content, 0, content.length, encrypted, NONCE_BYTES);
            return encrypted;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a JDK without AES-GCM", e);
        }
    }

    /// Decrypts what [#encrypt] gave.
    ///
    /// @throws AEADBadTagException if the key or what it is bound to is another, or it is damaged
    public static byte[] decrypt(SecretKey key, byte[] encrypted, byte[] bound)
            throws AEADBadTagException {
        if (encrypted.length < NONCE_BYTES + TAG_BITS / Byte.SIZE) {
            throw new AEADBadTagException(encrypted.length + " bytes");
        }
        try {
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(
                    Cipher.DECRYPT_MODE,
                    key,
                    new GCMParameterSpec(TAG_BITS, encrypted, 0, NONCE_BYTES));
            cipher.updateAAD(bound);
            return cipher.doFinal(encrypted, NONCE_BYTES, encrypted.length - NONCE_BYTES);
        } catch (AEADBadTagException e) {
            throw e;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a JDK without AES-GCM", e);
        }
    }

    /// A random key of 256 bits.
    public byte[] newKey() {
        byte[] key = new byte[32];
        random.nextBytes(key);
        return key;
    }

    /// HMAC-SHA-256 of content.
    public static byte[] mac(byte[] key, byte[] content) {
        try {
            Mac mac = Mac.getInstance(MAC);
            mac.init(new SecretKeySpec(key, MAC));
            return mac.doFinal(content);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a JDK without " + MAC, e);
        }
    }
}
