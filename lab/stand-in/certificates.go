package main

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"math/big"
	"os"
	"time"
)

// An order of certificates, on standard input of `certify`. Times are days from now; a day in the past is negative.
type order struct {
	// Authority to sign with, as an earlier answer gave it; a new one is made where it is empty.
	Authority     pair   `json:"authority"`
	AuthorityName string `json:"authorityName"`
	Certificates  []struct {
		Names []string `json:"names"`
		From  float64  `json:"from"`
		Until float64  `json:"until"`
	} `json:"certificates"`
}

// A pair is a certificate with its key, both PEM.
type pair struct {
	Certificate string `json:"certificate"`
	Key         string `json:"key"`
}

// certify makes certificates of an authority of its own: an order in JSON comes in, `{authority, certificates}` goes out.
func certify([]string) error {
	var wanted order
	if err := json.NewDecoder(os.Stdin).Decode(&wanted); err != nil {
		return err
	}
	if wanted.Authority.Certificate == "" {
		made, err := makeAuthority(wanted.AuthorityName)
		if err != nil {
			return err
		}
		wanted.Authority = made
	}
	authority, err := tls.X509KeyPair([]byte(wanted.Authority.Certificate), []byte(wanted.Authority.Key))
	if err != nil {
		return err
	}
	made := []pair{}
	for _, one := range wanted.Certificates {
		if len(one.Names) == 0 {
			return errors.New("a certificate needs a name")
		}
		leaf := &x509.Certificate{
			Subject:     pkix.Name{CommonName: one.Names[0]},
			DNSNames:    one.Names,
			NotBefore:   days(one.From),
			NotAfter:    days(one.Until),
			KeyUsage:    x509.KeyUsageDigitalSignature,
			ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
		}
		next, err := sign(leaf, authority.Leaf, authority.PrivateKey.(*ecdsa.PrivateKey))
		if err != nil {
			return err
		}
		made = append(made, next)
	}
	return json.NewEncoder(os.Stdout).Encode(map[string]any{"authority": wanted.Authority, "certificates": made})
}

func makeAuthority(name string) (pair, error) {
	return sign(&x509.Certificate{
		Subject:               pkix.Name{CommonName: name},
		NotBefore:             days(-1),
		NotAfter:              days(365),
		IsCA:                  true,
		BasicConstraintsValid: true,
		KeyUsage:              x509.KeyUsageCertSign | x509.KeyUsageCRLSign,
	}, nil, nil)
}

// sign makes a key and a certificate for it; self-signed without an authority.
func sign(template, parent *x509.Certificate, parentKey *ecdsa.PrivateKey) (pair, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return pair{}, err
	}
	if parent == nil {
		parent, parentKey = template, key
	}
	serial, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 120))
	if err != nil {
		return pair{}, err
	}
	template.SerialNumber = serial
	certificate, err := x509.CreateCertificate(rand.Reader, template, parent, &key.PublicKey, parentKey)
	if err != nil {
		return pair{}, err
	}
	encoded, err := x509.MarshalECPrivateKey(key)
	return pair{
		Certificate: string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: certificate})),
		Key:         string(pem.EncodeToMemory(&pem.Block{Type: "EC PRIVATE KEY", Bytes: encoded})),
	}, err
}

// selfSigned is for services that serve with a certificate nobody trusts.
func selfSigned() (tls.Certificate, error) {
	made, err := sign(&x509.Certificate{
		Subject:   pkix.Name{CommonName: "stand-in"},
		DNSNames:  []string{"stand-in.invalid"},
		NotBefore: days(-1),
		NotAfter:  days(365),
	}, nil, nil)
	if err != nil {
		return tls.Certificate{}, err
	}
	return tls.X509KeyPair([]byte(made.Certificate), []byte(made.Key))
}

func readCertificate(file string) (*x509.Certificate, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	block, _ := pem.Decode(text)
	if block == nil {
		return nil, fmt.Errorf("%s holds no certificate", file)
	}
	return x509.ParseCertificate(block.Bytes)
}

func days(count float64) time.Time {
	return time.Now().Add(time.Duration(count * 24 * float64(time.Hour)))
}
