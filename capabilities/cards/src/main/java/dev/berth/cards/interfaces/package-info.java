/// Interface documents: what callers of a model or endpoint may rely on.
///
/// Read [dev.berth.cards.interfaces.InterfaceDocument].
@NullMarked
package dev.berth.cards.interfaces;

import org.jspecify.annotations.NullMarked;
