/// Facts about code that do not depend on its language: units, calls, assignments, branches, data
/// that is read and written.
@NullMarked
package dev.berth.audit.code;

import org.jspecify.annotations.NullMarked;
