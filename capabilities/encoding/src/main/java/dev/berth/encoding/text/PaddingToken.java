package dev.berth.encoding.text;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.util.List;

/// Which token a `tokenizer.json` pads with.
final class PaddingToken {
    /// What padding is called where the file does not say: by the families of BERT, T5 and RoBERTa,
    /// and later ones.
    private static final List<String> NAMES =
            List.of("[PAD]", "<pad>", "<|pad|>", "<|padding|>", "<PAD>");

    private PaddingToken() {}

    /// The id in the section `padding`; else that of the added token that is named like padding;
    /// else 0, which is as good as any, since the mask leaves padding out.
    ///
    /// @throws RuntimeException if the text is not JSON or not such an object
    static long idIn(String json) {
        JsonObject file = JsonParser.parseString(json).getAsJsonObject();
        if (file.get("padding") instanceof JsonObject padding && padding.has("pad_id")) {
            return padding.get("pad_id").getAsLong();
        }
        if (file.has("added_tokens")) {
            for (JsonElement element : file.getAsJsonArray("added_tokens")) {
                JsonObject token = element.getAsJsonObject();
                if (NAMES.contains(token.get("content").getAsString())) {
                    return token.get("id").getAsLong();
                }
            }
        }
        return 0;
    }
}
