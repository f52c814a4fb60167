package dev.llmemulator.load.engine;

import scala.Product;

/** What Scala asks of its case classes, for a subclass of ours that takes the place of one and has no fields. */
interface NoFields extends Product {
    @Override
    default int productArity() {
        return 0;
    }

    @Override
    default Object productElement(int n) {
        throw new IndexOutOfBoundsException(n);
    }

    @Override
    default boolean canEqual(Object that) {
        return getClass().isInstance(that);
    }
}
