/// Generated reference pages: settings, commands, problem codes, metrics and routes, each from what
/// the code itself declares. [dev.berth.verification.reference.Reference] is the command; a test
/// compares the pages in `docs/reference` with what it would write.
@NullMarked
package dev.berth.verification.reference;

import org.jspecify.annotations.NullMarked;
