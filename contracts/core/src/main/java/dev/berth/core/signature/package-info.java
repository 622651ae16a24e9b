/// Signatures: what a model takes and gives, field by field, with what the numbers mean.
///
/// Start reading at [dev.berth.core.signature.Signature]. Deliberately absent: how a signature is
/// written in YAML (the catalog) or JSON Schema (the protocol).
@NullMarked
package dev.berth.core.signature;

import org.jspecify.annotations.NullMarked;
