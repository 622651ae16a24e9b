/// Checks that need the whole of Berth: architecture rules and end-to-end tests.
@NullMarked
package dev.berth.verification;

import org.jspecify.annotations.NullMarked;
