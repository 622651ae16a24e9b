@NullMarked
package dev.berth.catalog.document;

import org.jspecify.annotations.NullMarked;
