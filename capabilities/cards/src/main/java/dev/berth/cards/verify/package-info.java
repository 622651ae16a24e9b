/// Verification of written documents: every number is as its source has it, and as it is when it is
/// computed again.
///
/// Start reading at [dev.berth.cards.verify.DocumentVerifier].
@NullMarked
package dev.berth.cards.verify;

import org.jspecify.annotations.NullMarked;
