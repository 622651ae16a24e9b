package dev.berth.verification.attack;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import javax.imageio.ImageIO;

/// Attacks by content: texts, patterns, images, numbers.
final class ContentAttacks {
    private static final int SPACES = 10_100_000;
    private static final int WORDS = 2_000_000;
    private static final int LONG_TEXT = 20_000_000;
    private static final int PICTURE_SIDE = 7_000;
    private static final int PARENTHESES = 20_000;
    private static final int LARGE_TEXT = 1_000_000;
    private static final long LARGE_COUNT = 3_000_000_000L;

    private static final String BYTES = "/v1/models/bytes:predict";
    private static final String PIECES = "/v1/models/pieces:predict";
    private static final String PICTURE = "/v1/models/picture:predict";
    private static final String RULES = "/v1/endpoints/rules:predict";
    private static final String SIZED = "/v1/models/sized:predict";

    private static final Call BYTES_NEXT = text(BYTES, "a b");
    private static final Call PIECES_NEXT = text(PIECES, "a b");
    private static final Call RULES_NEXT = rules("abc", "x", List.of("a"));
    private static final Call SIZED_NEXT = Call.json(SIZED, "{\"n\": [3]}");

    private ContentAttacks() {}

    static List<Attack> all() throws IOException {
        List<Attack> attacks = new ArrayList<>();
        attacks.addAll(texts());
        attacks.addAll(expressions());
        attacks.add(
                one(
                        "picture",
                        "a picture of few bytes and 49 million pixels",
                        picture(PICTURE_SIDE),
                        picture(8)));
        attacks.add(many("pictures", "12 of them at once", picture(PICTURE_SIDE), 12, picture(8)));
        attacks.add(
                one(
                        "size",
                        "a tensor of 12 GB by a number",
                        Call.json(SIZED, "{\"n\": [" + LARGE_COUNT + "]}"),
                        SIZED_NEXT));
        attacks.add(
                many(
                        "tensors",
                        "tensors of 200 MB by numbers, 8 at once",
                        Call.json(SIZED, "{\"n\": [50000000]}"),
                        8,
                        SIZED_NEXT));
        return attacks;
    }

    private static List<Attack> texts() throws IOException {
        return List.of(
                one(
                        "spaces",
                        "10,100,000 spaces and an x, for a pattern that backtracks",
                        text(BYTES, " ".repeat(SPACES) + "x"),
                        BYTES_NEXT),
                exponential("exponential", "refused"),
                exponential("isolated", "in a worker of its own"),
                many(
                        "words",
                        "2,000,000 words in 4 KB of gzip, 6 at once",
                        gzipText(PIECES, "a ".repeat(WORDS)),
                        6,
                        PIECES_NEXT),
                many(
                        "texts",
                        "20 MB of text in 19 KB of gzip, 6 at once",
                        gzipText(PIECES, "ab ".repeat(LONG_TEXT / 3)),
                        6,
                        PIECES_NEXT),
                one(
                        "letters",
                        "one word of 10,000,000 letters",
                        gzipText(BYTES, "a".repeat(10_000_000)),
                        BYTES_NEXT),
                one(
                        "many-texts",
                        "64 texts of 100,000 letters",
                        Call.json(
                                BYTES,
                                records(
                                        Collections.nCopies(
                                                64,
                                                "{\"text\": \"" + "a b".repeat(33_000) + "\"}"))),
                        BYTES_NEXT));
    }

    /// Expects that the package is not served (503), or its worker ends (500, `worker-terminated`)
    /// or times out (504).
    private static Attack exponential(String model, String how) {
        Call call = text("/v1/models/" + model + ":predict", "a".repeat(34) + "b");
        return new Attack(
                model,
                "34 letters for a pattern of exponential time, " + how,
                caller -> Replies.expecting(List.of(500, 503, 504), List.of(caller.send(call))),
                BYTES_NEXT);
    }

    private static List<Attack> expressions() {
        return List.of(
                one(
                        "pattern",
                        "a pattern of nested parentheses",
                        rules(
                                "abc",
                                "(".repeat(PARENTHESES) + ")".repeat(PARENTHESES),
                                List.of("a")),
                        RULES_NEXT),
                one(
                        "repeated-pattern",
                        "a pattern with repeats of repeats",
                        rules(
                                "a".repeat(1000),
                                "((((a{1,100}){1,100}){1,100}){1,100}){1,100}x",
                                List.of("a")),
                        RULES_NEXT),
                many(
                        "large-values",
                        "texts of 1 MB for expressions, 16 at once",
                        rules(
                                "a".repeat(LARGE_TEXT),
                                "(a|aa|aaa)*x",
                                Collections.nCopies(500, "b")),
                        16,
                        RULES_NEXT),
                one(
                        "growth",
                        "1,000 words of 2 KB, each with each",
                        rules("abc", "x", Collections.nCopies(1000, "w".repeat(2000))),
                        RULES_NEXT));
    }

    private static Attack one(String name, String summary, Call call, Call next) {
        return new Attack(name, summary, caller -> Replies.of(List.of(caller.send(call))), next);
    }

    private static Attack many(String name, String summary, Call call, int count, Call next) {
        return new Attack(
                name,
                summary,
                caller -> Replies.of(caller.sendAll(Collections.nCopies(count, call))),
                next);
    }

    private static Call text(String path, String text) {
        return Call.json(path, "{\"text\": \"" + text + "\"}");
    }

    private static Call gzipText(String path, String text) throws IOException {
        return Call.gzip(path, gzip("{\"text\": \"" + text + "\"}"));
    }

    private static Call rules(String text, String pattern, List<String> words) {
        return Call.json(
                RULES,
                "{\"text\": \"%s\", \"pattern\": \"%s\", \"x\": [1], \"words\": [\"%s\"]}"
                        .formatted(text, pattern, String.join("\", \"", words)));
    }

    static String records(List<String> records) {
        return "{\"records\": [" + String.join(",", records) + "]}";
    }

    static byte[] gzip(String body) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (OutputStream out = new GZIPOutputStream(bytes)) {
            out.write(body.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }

    private static Call picture(int side) throws IOException {
        var bytes = new ByteArrayOutputStream();
        var image = new BufferedImage(side, side, BufferedImage.TYPE_BYTE_BINARY);
        ImageIO.write(image, "png", bytes);
        return Call.json(
                PICTURE,
                "{\"image\": \"" + Base64.getEncoder().encodeToString(bytes.toByteArray()) + "\"}");
    }
}
