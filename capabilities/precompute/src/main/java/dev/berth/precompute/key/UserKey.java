package dev.berth.precompute.key;

import dev.berth.core.crypto.AesGcm;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.AEADBadTagException;
import javax.crypto.spec.SecretKeySpec;

/// Key of one user, which encrypts the user's answers and hides which keys have one. Thread-safe.
public final class UserKey {
    /// Of a row's key: those that all rows of the user have, and those of the row. Of ten billion
    /// users two have the same first ones with a probability of 1 in 4, which costs a user's pack a
    /// row that is passed over.
    private static final int USER_BYTES = 9;

    private static final int ROW_BYTES = 12;

    private final byte[] bytes;
    private final SecretKeySpec encrypting;
    private final byte[] naming;
    private final byte[] prefix;
    private final AesGcm cipher;

    UserKey(byte[] bytes, SecureRandom random) {
        this.bytes = bytes.clone();
        encrypting = new SecretKeySpec(bytes, "AES");
        naming = AesGcm.mac(bytes, "berth precompute row".getBytes(StandardCharsets.UTF_8));
        prefix = new byte[USER_BYTES];
        // As that of all rows.
        prefix[0] = 1;
        System.arraycopy(
                AesGcm.mac(naming, "user".getBytes(StandardCharsets.UTF_8)),
                0,
                prefix,
                1,
                USER_BYTES - 1);
        cipher = new AesGcm(random);
    }

    /// Its bytes: who has them can read the user's answers.
    public byte[] bytes() {
        return bytes.clone();
    }

    /// The key of a row, from which the record's key is not found without this key.
    public byte[] name(byte[] recordKey) {
        byte[] name = Arrays.copyOf(rowsPrefix(), USER_BYTES + ROW_BYTES);
        System.arraycopy(AesGcm.mac(naming, recordKey), 0, name, USER_BYTES, ROW_BYTES);
        return name;
    }

    /// What the keys of all rows of this user begin with.
    public byte[] rowsPrefix() {
        return prefix.clone();
    }

    /// Encrypts content that belongs to a name.
    public byte[] encrypt(byte[] content, byte[] name) {
        return cipher.encrypt(encrypting, content, name);
    }

    /// Decrypts content.
    ///
    /// @throws AEADBadTagException if the key or name is another, or it is damaged
    public byte[] decrypt(byte[] encrypted, byte[] name) throws AEADBadTagException {
        return AesGcm.decrypt(encrypting, encrypted, name);
    }
}
