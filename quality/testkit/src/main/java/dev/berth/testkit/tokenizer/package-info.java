/// Files of tokenizers for tests, made by code.
@NullMarked
package dev.berth.testkit.tokenizer;

import org.jspecify.annotations.NullMarked;
