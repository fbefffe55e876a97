package main

import (
	"encoding/binary"
	"errors"
	"math/big"

	"github.com/shopspring/decimal"

	"github.com/customerkpi/kpi"
)

// A savedAmount is an amount as states have it: its exponent and its coefficient. The
// encoding of decimal itself is read by package variables, which any package may set.
type savedAmount struct{ decimal.Decimal }

func savedAmountOf(d *decimal.Decimal) *savedAmount {
	if d == nil {
		return nil
	}
	return &savedAmount{*d}
}

func (a *savedAmount) decimal() *decimal.Decimal {
	if a == nil {
		return nil
	}
	return &a.Decimal
}

func (a savedAmount) GobEncode() ([]byte, error) {
	coefficient, err := a.Coefficient().GobEncode()
	return append(binary.AppendVarint(nil, int64(a.Exponent())), coefficient...), err
}

func (a *savedAmount) GobDecode(data []byte) error {
	exponent, n := binary.Varint(data)
	if n <= 0 || exponent != int64(int32(exponent)) {
		return errors.New("an amount without an exponent")
	}
	coefficient := new(big.Int)
	if err := coefficient.GobDecode(data[n:]); err != nil {
		return err
	}
	a.Decimal = decimal.NewFromBigInt(coefficient, int32(exponent))
	return kpi.CheckAmount("report", "saved amount", a.Decimal)
}
