package dev.llmemulator.graphql;

import graphql.GraphQLContext;
import graphql.execution.CoercedVariables;
import graphql.language.IntValue;
import graphql.language.Value;
import graphql.schema.Coercing;
import graphql.schema.CoercingParseLiteralException;
import graphql.schema.CoercingParseValueException;
import graphql.schema.GraphQLScalarType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Locale;

/** Whole numbers of 64 bits, which GraphQL has no type for. */
final class LongScalar implements Coercing<Long, Long> {
    static final GraphQLScalarType TYPE = GraphQLScalarType.newScalar()
            .name("Long")
            .coercing(new LongScalar())
            .build();

    private static final String EXPECTED = "Expected a whole number of 64 bits";

    private LongScalar() {}

    @Override
    public Long serialize(Object result, GraphQLContext context, Locale locale) {
        return ((Number) result).longValue();
    }

    @Override
    public Long parseValue(Object input, GraphQLContext context, Locale locale) {
        try {
            if (input instanceof Number number) {
                return new BigDecimal(number.toString()).longValueExact();
            }
        } catch (ArithmeticException | NumberFormatException e) {
            // As any other value that is none.
        }
        throw new CoercingParseValueException(EXPECTED);
    }

    @Override
    public Long parseLiteral(Value<?> input, CoercedVariables variables, GraphQLContext context, Locale locale) {
        if (input instanceof IntValue number && isLong(number.getValue())) {
            return number.getValue().longValue();
        }
        throw new CoercingParseLiteralException(EXPECTED);
    }

    private static boolean isLong(BigInteger number) {
        return number.bitLength() < Long.SIZE;
    }
}
