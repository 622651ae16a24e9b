package dev.berth.verification;

import java.io.ByteArrayOutputStream;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Bodies of the binary tensor data extension, written by its specification alone: JSON, then the
/// tensors' bytes, with the JSON's length in a header.
final class BinaryBody {
    static final String LENGTH_HEADER = "Inference-Header-Content-Length";

    private BinaryBody() {}

    static byte[] of(String json, byte[]... tensors) {
        var body = new ByteArrayOutputStream();
        body.writeBytes(json.getBytes(StandardCharsets.UTF_8));
        for (byte[] tensor : tensors) {
            body.writeBytes(tensor);
        }
        return body.toByteArray();
    }

    /// A tensor of texts or files, each with a length prefix.
    static byte[] elements(List<byte[]> contents) {
        var bytes = new ByteArrayOutputStream();
        for (byte[] content : contents) {
            var length = new byte[Integer.BYTES];
            ByteBuffer.wrap(length).order(ByteOrder.LITTLE_ENDIAN).putInt(content.length);
            bytes.writeBytes(length);
            bytes.writeBytes(content);
        }
        return bytes.toByteArray();
    }

    static byte[] texts(List<String> texts) {
        return elements(texts.stream().map(t -> t.getBytes(StandardCharsets.UTF_8)).toList());
    }

    static List<String> readTexts(byte[] bytes) {
        List<String> texts = new ArrayList<>();
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        while (buffer.hasRemaining()) {
            var content = new byte[buffer.getInt()];
            buffer.get(content);
            texts.add(new String(content, StandardCharsets.UTF_8));
        }
        return texts;
    }

    static float[] readFloats(byte[] bytes) {
        var floats = new float[bytes.length / Float.BYTES];
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(floats);
        return floats;
    }

    /// The JSON part of a response.
    static String json(HttpResponse<byte[]> response) {
        return new String(response.body(), 0, jsonLength(response), StandardCharsets.UTF_8);
    }

    /// The binary part of a response.
    static byte[] tensors(HttpResponse<byte[]> response) {
        return Arrays.copyOfRange(response.body(), jsonLength(response), response.body().length);
    }

    private static int jsonLength(HttpResponse<byte[]> response) {
        return response.headers()
                .firstValue(LENGTH_HEADER)
                .map(Integer::parseInt)
                .orElse(response.body().length);
    }

    static byte[] floats(float... numbers) {
        var bytes = new byte[numbers.length * Float.BYTES];
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().put(numbers);
        return bytes;
    }
}
