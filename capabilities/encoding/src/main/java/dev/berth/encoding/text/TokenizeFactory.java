package dev.berth.encoding.text;

import dev.berth.encoding.Options;
import dev.berth.encoding.Step;
import dev.berth.encoding.StepContext;
import dev.berth.encoding.StepFactory;

/// Token ids from text, by a `tokenizer.json` of the Hugging Face tokenizers library.
///
/// ```yaml
/// - step: tokenize
///   from: text               # a string a record
///   pair-with: answer        # a second text a record; left out by default
///   tokenizer: tokenizer     # the artifact
///   max-length: 256          # tokens of a record at most, special ones included; the default
///   max-text: 8192           # bytes of a text that are tokenised; 32 for each token by default
///   padding: longest         # the default; max-length; none, for one record a request
///   pad-to-multiple-of: 8    # the sequence's length; default 1
///   special-tokens: true     # the default
///   pad-id: 0                # by default as the file says
///   into: {ids: input_ids, mask: attention_mask, types: token_type_ids}
/// ```
///
/// Each tensor is int64 `[N, seq]`; leave out of `into` what the model does not take. Truncation
/// and padding are as the package says, whatever the file says. Nothing is downloaded.
public final class TokenizeFactory implements StepFactory {

    @Override
    public String kind() {
        return "tokenize";
    }

    @Override
    public Step create(Options options, StepContext context) {
        return TokenizeStep.create(options, context);
    }
}
