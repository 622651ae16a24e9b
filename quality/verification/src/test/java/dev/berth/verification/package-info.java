/// Berth from the outside: the examples, the documents of the protocol and the promises of the
/// README, each against the real program. Start with [SentencesExampleTest].
@NullMarked
package dev.berth.verification;

import org.jspecify.annotations.NullMarked;
