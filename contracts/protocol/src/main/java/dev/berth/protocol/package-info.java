/// The wire formats: Open Inference Protocol v2 and the typed API, translated to and from core
/// types.
@NullMarked
package dev.berth.protocol;

import org.jspecify.annotations.NullMarked;
