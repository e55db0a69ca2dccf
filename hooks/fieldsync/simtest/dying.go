package simtest

import fs "lutong/hooks/fieldsync"

// dying is a transaction that counts its writes and dies at one of them.
type dying struct {
	fs.Tx
	power *power
	left  int // writes it lives through; negative: all
	dead  bool
}

// write is asked before each write.
func (t *dying) write() error {
	if t.dead || t.left == 0 {
		t.dead = true
		return errKilled
	}
	t.left--
	t.power.writes++
	return nil
}

func (t *dying) Next() (int64, error) {
	if err := t.write(); err != nil {
		return 0, err
	}
	return t.Tx.Next()
}

func (t *dying) Save(d fs.Doc) (*fs.Doc, error) {
	if err := t.write(); err != nil {
		return nil, err
	}
	return t.Tx.Save(d)
}

func (t *dying) Enter(scope string, d *fs.Doc, seq int64) error {
	if err := t.write(); err != nil {
		return err
	}
	return t.Tx.Enter(scope, d, seq)
}

func (t *dying) Stay(d *fs.Doc) error {
	if err := t.write(); err != nil {
		return err
	}
	return t.Tx.Stay(d)
}

func (t *dying) Leave(scope string, key, seq int64) error {
	if err := t.write(); err != nil {
		return err
	}
	return t.Tx.Leave(scope, key, seq)
}

func (t *dying) AddReason(reason string, g fs.UserScope) (bool, error) {
	if err := t.write(); err != nil {
		return false, err
	}
	return t.Tx.AddReason(reason, g)
}

func (t *dying) DropReason(reason string, g fs.UserScope) (bool, error) {
	if err := t.write(); err != nil {
		return false, err
	}
	return t.Tx.DropReason(reason, g)
}

func (t *dying) Grant(g fs.UserScope, seq int64) error {
	if err := t.write(); err != nil {
		return err
	}
	return t.Tx.Grant(g, seq)
}

func (t *dying) Withdraw(g fs.UserScope, seq int64) error {
	if err := t.write(); err != nil {
		return err
	}
	return t.Tx.Withdraw(g, seq)
}

func (t *dying) AddHistory(h fs.History) error {
	if err := t.write(); err != nil {
		return err
	}
	return t.Tx.AddHistory(h)
}

func (t *dying) PutDevice(d fs.Device) error {
	if err := t.write(); err != nil {
		return err
	}
	return t.Tx.PutDevice(d)
}

func (t *dying) PutOutcome(device string, n int64, outcome []byte) error {
	if err := t.write(); err != nil {
		return err
	}
	return t.Tx.PutOutcome(device, n, outcome)
}

func (t *dying) Counter(name string) (int64, error) {
	if err := t.write(); err != nil {
		return 0, err
	}
	return t.Tx.Counter(name)
}

func (t *dying) RaiseCounter(name string, atLeast int64) error {
	if err := t.write(); err != nil {
		return err
	}
	return t.Tx.RaiseCounter(name, atLeast)
}

func (t *dying) BeginRun(name string) error {
	if err := t.write(); err != nil {
		return err
	}
	return t.Tx.BeginRun(name)
}

func (t *dying) BeginDay(day string) (bool, error) {
	if err := t.write(); err != nil {
		return false, err
	}
	return t.Tx.BeginDay(day)
}

func (t *dying) RaiseFloor(day string) error {
	if err := t.write(); err != nil {
		return err
	}
	return t.Tx.RaiseFloor(day)
}

func (t *dying) Forget(list []fs.Outdated) (int, error) {
	if err := t.write(); err != nil {
		return 0, err
	}
	return t.Tx.Forget(list)
}
